/** The bytes are no valid OTLP request; `message` says what is wrong, and where when that is known. */
export class MalformedRequest extends Error {
  constructor(message: string) {
    super(message);
    this.name = "MalformedRequest";
  }
}
