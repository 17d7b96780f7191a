import { scaffoldRule } from './scaffold';

// npm run new-rule aws/rds/some-name: writes the skeleton of a rule, every line of which says what belongs there.
const root = process.env.ASHLAR_ROOT ?? process.cwd();
const [id, ...more] = process.argv.slice(2);
const result =
  id === undefined || more.length > 0
    ? { refused: 'usage: npm run new-rule <cloud>/<service>/<what-is-right-or-wrong>' }
    : scaffoldRule(root, id);
if ('refused' in result) {
  console.error(result.refused);
  process.exitCode = 1;
} else {
  console.log(`${result.file} is written. Fill in every <…>, then run: npm run generate && npx vitest run test/rules`);
}
