// AWS's SDK for JavaScript: tells for each request how it was refused, or `answered`.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const [folder, file] = process.argv.slice(2);
const sdk = createRequire(`${folder}/`)("@aws-sdk/client-pinpoint-sms-voice-v2");
const { port, keys, requests, wrong } = JSON.parse(readFileSync(file, "utf8"));
const clients = new Map();
const outcomes = [];
for (const { operation, input, key, region, host } of requests) {
  const which = `${key} ${region} ${host}`;
  if (!clients.has(which)) {
    const [accessKeyId, secret, sessionToken] = keys[key];
    const credentials = { accessKeyId, secretAccessKey: wrong ? "another secret" : secret, sessionToken: sessionToken ?? undefined };
    clients.set(which, new sdk.PinpointSMSVoiceV2Client({ endpoint: `http://${host}:${port}`, region, credentials, maxAttempts: 1 }));
  }
  try {
    await clients.get(which).send(new sdk[`${operation}Command`](input));
    outcomes.push("answered");
  } catch (error) {
    outcomes.push(error.name);
  }
}
console.log(JSON.stringify(outcomes));
