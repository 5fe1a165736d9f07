import { ByteDictionary } from "../columns/byte-dictionary.ts";
import type { DictionaryColumn } from "../columns/columns.ts";
import { JsonSink, literal } from "../json/json-sink.ts";
import { ByteSink, byteSource } from "../wire/byte-sink.ts";
import { ProtoReader } from "../wire/proto-reader.ts";
import { findText, type TextRange, writeResource, writeScope } from "./span-parts-json.ts";

const SERVICE_NAME = literal("service.name");
const UNKNOWN_SERVICE = byteSource(literal("unknown_service"));

/**
 * Turns resources (or scopes) into numbers in the columns' dictionaries. The same bytes come again and again, so that
 * what was made of them is remembered by the bytes for the length of a block.
 *
 * A message that comes in several pieces is merged as protobuf demands: the pieces one after the other are the message.
 */
abstract class PartMemo {
  readonly #known = new ByteDictionary(false);
  readonly #message = new ByteSink(4096);
  #messageEnd = 0;
  protected readonly reader = new ProtoReader();
  protected readonly json = new JsonSink(4096);
  #mark = 1;

  begin(): void {
    this.#message.length = 0;
    this.#message.putUint32(0);
  }
  addPiece(from: ProtoReader, end: number): void {
    this.#message.putRange(from.source, from.pos, end);
    from.pos = end;
  }
  /** The number of this message with this schema URL: what `resolve` made of it is known under that number. */
  finish(schemaUrl: TextRange): number {
    this.#messageEnd = this.#message.length;
    this.#message.view.setUint32(0, this.#messageEnd, true);
    this.#message.putRange(schemaUrl.source, schemaUrl.start, schemaUrl.end);
    const size = this.#known.size;
    const id = this.#known.idOf(this.#message, 0, this.#message.length);
    if (id === size) {
      this.reader.open(this.#message);
      this.reader.pos = 4;
      this.json.length = 0;
      this.resolve(id, this.#messageEnd, {
        source: this.#message,
        start: this.#messageEnd,
        end: this.#message.length,
      });
    }
    return id;
  }
  bytes(): number {
    return this.#known.keys.length;
  }
  mark(): void {
    this.#mark = this.#known.size;
  }
  rollback(): void {
    this.#known.truncate(this.#mark);
  }
  reset(): void {
    this.#known.reset();
  }

  protected abstract resolve(id: number, end: number, schemaUrl: TextRange): void;
}

export class ResourceMemo extends PartMemo {
  /** By number of the message: the resource's and the service's numbers in their columns. */
  readonly resourceIds: number[] = [];
  readonly serviceIds: number[] = [];
  readonly #resources: DictionaryColumn;
  readonly #services: DictionaryColumn;

  constructor(resources: DictionaryColumn, services: DictionaryColumn) {
    super();
    this.#resources = resources;
    this.#services = services;
  }

  protected override resolve(id: number, end: number, schemaUrl: TextRange): void {
    writeResource(this.reader, end, schemaUrl, this.json);
    this.resourceIds[id] = this.#resources.dictionary.idOf(this.json, 0, this.json.length);
    const name = findText(this.reader, { start: 4, end, attributeTag: 0x0a }, SERVICE_NAME);
    const service = name === null || name.start === name.end ? null : name;
    this.serviceIds[id] = service
      ? this.#services.dictionary.idOf(service.source, service.start, service.end)
      : this.#services.dictionary.idOf(UNKNOWN_SERVICE, 0, UNKNOWN_SERVICE.bytes.length);
  }
}

export class ScopeMemo extends PartMemo {
  readonly scopeIds: number[] = [];
  readonly #scopes: DictionaryColumn;

  constructor(scopes: DictionaryColumn) {
    super();
    this.#scopes = scopes;
  }

  protected override resolve(id: number, end: number, schemaUrl: TextRange): void {
    writeScope(this.reader, end, schemaUrl, this.json);
    this.scopeIds[id] = this.#scopes.dictionary.idOf(this.json, 0, this.json.length);
  }
}
