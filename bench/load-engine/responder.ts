// A raw TCP server that answers each HTTP request it sees the end of with the same bytes: as cheap as a target can be.
import { createServer } from "node:net";

const ANSWER = Buffer.from("HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 13\r\n\r\nHello, world!");
const END = "\r\n\r\n";

const buffer = Buffer.allocUnsafe(65_536);
const server = createServer({ noDelay: true }, (socket) => {
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk) => {
    let answers = 0;
    for (let at = chunk.indexOf(END); at >= 0; at = chunk.indexOf(END, at + 4)) answers += 1;
    if (answers === 1) socket.write(ANSWER);
    else if (answers > 1) socket.write(Buffer.concat(Array.from({ length: answers }, () => ANSWER)));
  });
});
server.listen(0, "127.0.0.1", () => process.send?.(server.address()));
process.once("disconnect", () => process.exit(0));
