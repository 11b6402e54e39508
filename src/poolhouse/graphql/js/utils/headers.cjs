// util.http: headers to pass on, and headers of the answer.
const { misuse } = require("./endings.cjs");
const { state } = require("./state.cjs");

const OF_ONE_CONNECTION = new Set([
  "connection", "content-length", "expect", "host", "keep-alive", "proxy-authenticate", "proxy-authorization", "te",
  "transfer-encoding", "upgrade",
]);
const OF_THE_SERVICE = new Set([
  ...OF_ONE_CONNECTION, "authorization", "content-encoding", "content-type", "cookie", "date", "server", "set-cookie",
  "trailer", "via",
]);
const MOST = 50;

function addResponseHeader(name, value) {
  const header = String(name).toLowerCase(), content = String(value);
  if (!/^[!#$%&'*+\-.^_`|~0-9a-z]{1,100}$/.test(header) || !/^[\t\x20-\x7e\x80-\xff]{0,8192}$/.test(content)) {
    throw misuse("util.http.addResponseHeader got a name or a value that no header can have.");
  }
  if (OF_THE_SERVICE.has(header) || /^(x-amz|access-control-)/.test(header)) {
    throw misuse(`util.http.addResponseHeader cannot set the header ${header}.`);
  }
  if (!(header in state.headers) && Object.keys(state.headers).length === MOST) {
    throw misuse(`A response cannot have more than ${MOST} headers of its own.`);
  }
  state.headers[header] = content;
}

const http = {
  copyHeaders: (headers) =>
    Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_ONE_CONNECTION.has(name.toLowerCase()))),
  addResponseHeader,
  addResponseHeaders(headers) {
    for (const [name, value] of Object.entries(headers)) addResponseHeader(name, value);
  },
};

module.exports = { http };
