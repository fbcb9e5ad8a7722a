// A receiver of webhooks by somebody else's library: what the service sends verifies, and nothing else does.
import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { createServer } from 'node:http';
import { Webhook } from 'standardwebhooks';

const [base, password] = process.argv.slice(2);

async function ask(method, path, token, body) {
  const headers = { Authorization: `Bearer ${token}`, 'If-Match': '*', 'Content-Type': 'application/json' };
  const answer = await fetch(`${base}/api/v1${path}`, { method, headers, body: body && JSON.stringify(body) });
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${await answer.clone().text()}`);
  return answer.json();
}

const signIn = await fetch(`${base}/api/v1/auth/login`, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ username: 'admin', password }),
});
const token = (await signIn.json()).access_token;

// What has arrived, and who waits for it.
const messages = [];
let tell = () => {};
const receiver = createServer((request, response) => {
  const pieces = [];
  request.on('data', (piece) => pieces.push(piece));
  request.on('end', () => {
    messages.push({ headers: request.headers, body: Buffer.concat(pieces).toString() });
    response.writeHead(204).end();
    tell();
  });
});
await new Promise((ready) => receiver.listen(0, '127.0.0.1', ready));

async function arrived(type) {
  for (let left = 60; left > 0; left--) {
    const found = messages.find((message) => JSON.parse(message.body).type === type);
    if (found) return found;
    await new Promise((resolve) => ((tell = resolve), setTimeout(resolve, 1000)));
  }
  throw new Error(`no ${type}: ${JSON.stringify(messages)}`);
}

const unit = (await ask('GET', '/units?code=H03.STP', token)).items[0];
const scopes = ['changes:read', 'units:read'];
const client = await ask('POST', '/clients', token, { name: 'Cổng', unit_id: unit.id, scopes, valid_from: '2024-01-01' });
const url = `http://127.0.0.1:${receiver.address().port}/hook`;
const webhook = await ask('POST', `/clients/${client.id}/webhooks`, token, { url });
const { secret } = await ask('POST', `/webhooks/${webhook.id}/secrets`, token, { kind: 'hmac' });
const key = await ask('POST', `/webhooks/${webhook.id}/secrets`, token, { kind: 'ed25519' });
await ask('PATCH', `/units/${unit.id}`, token, { name_en: 'Bac Kan Department of Justice' });

// An Ed25519 public key as Node reads it (RFC 8410).
const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), Buffer.from(key.public_key.slice(5), 'base64')]);
const publicKey = createPublicKey({ key: der, format: 'der', type: 'spki' });

await arrived('webhook.ping');
const { headers, body } = await arrived('unit.updated');
const told = new Webhook(secret).verify(body, headers);
assert.equal(told.data.id, unit.id);
assert.throws(() => new Webhook(secret).verify(body.replace('updated', 'changed'), headers));
assert.throws(() => new Webhook('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw').verify(body, headers));
const content = Buffer.from(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`);
const signatures = headers['webhook-signature'].split(' ').filter((one) => one.startsWith('v1a,'));
assert.ok(signatures.some((one) => verify(null, content, publicKey, Buffer.from(one.slice(4), 'base64'))));
receiver.close();
console.log(`webhooks: ${messages.length} messages, verified by standardwebhooks and by Ed25519 of Node`);
process.exit(0);
