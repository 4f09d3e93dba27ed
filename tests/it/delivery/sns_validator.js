// What AWS's own validator for JavaScript says of each SNS message on the standard input: `valid`, or its error. The certificate is read
// from a file; everything else is the library's own.
const { Readable } = require("node:stream");
const fs = require("node:fs");
const https = require("node:https");

const [folder, certificate] = process.argv.slice(2);
https.get = (_, answer) => {
  answer(Object.assign(Readable.from([fs.readFileSync(certificate)]), { statusCode: 200 }));
  return { on() {} };
};

const Validator = require(require.resolve("sns-validator", { paths: [folder] }));
const verdict = (message) =>
  new Promise((told) => new Validator().validate(message, (error) => told(error ? error.message : "valid")));
Promise.all(JSON.parse(fs.readFileSync(0, "utf8")).map(verdict)).then((all) => console.log(JSON.stringify(all)));
