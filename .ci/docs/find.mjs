// What people look for in the page of the API, and what has to be found: `node find.mjs <the page's find.mjs> <operations.json>`.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [script, index] = process.argv.slice(2);
const { find, indexed } = await import(pathToFileURL(resolve(script)));
const groups = JSON.parse(readFileSync(index, 'utf8')).flatMap((area) => area.groups);
const entries = groups.flatMap((group) => group.operations.map((operation) => ({ id: operation.id, ...indexed(group, operation) })));
const found = (question) => find(entries, question).map((entry) => entry.id);

// The first is the one that Enter opens.
const first = {
  issue_plan: ['ký kế hoạch', 'ky ke hoach', 'KÝ KẾ HOẠCH', 'ký kế hoạch'.normalize('NFD'), 'ban hành kế hoạch', 'sign plan', 'issue a plan', '/plans/{id}/issue'],
  sign_decision: ['ký quyết định', 'ky quyet dinh', 'sign decision'],
  submit_report: ['nộp báo cáo', 'gửi báo cáo', 'gui bao cao', 'submit report'],
  login: ['đăng nhập', 'dang nhap', 'sign in'],
};
for (const [id, questions] of Object.entries(first)) {
  for (const question of questions) assert.equal(found(question)[0], id, `${question}: ${found(question).slice(0, 5)}`);
}

// Accents that were typed count: kỳ is a period, ký is to sign.
assert.ok(found('kỳ báo cáo').includes('list_movement_periods') && !found('kỳ báo cáo').includes('sign_report'));
assert.ok(found('ký báo cáo').includes('sign_report') && !found('ký báo cáo').includes('list_movement_periods'));
// Unless nothing is written so.
assert.equal(found('kỵ kế hoạch')[0], 'issue_plan');
assert.deepEqual(found('xyzzy'), []);
assert.deepEqual(found(' '), entries.map((entry) => entry.id));
console.log(`find: ${entries.length} operations`);
