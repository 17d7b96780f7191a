import { loadTerraform } from '../../server/src/sources/terraform';
import { renderJson } from '../../server/src/sources/terraform/json-text';
import { findInvalid } from '../../server/src/sources/terraform/partial';
import { parseHcl } from '../../server/src/syntax/hcl';
import type { Value } from '../../server/src/values';
import { noMapping, show } from '../sources/terraform';
import { ExpressionGenerator } from './generate';

const refused = 'REFUSED';

/**
 * Evaluates generated expressions with Terraform and with us. Where Terraform has a value we must have the same, or say that we do not
 * know; where Terraform refuses we must not have a value.
 */
export function compareExpressions(
  terraform: (args: readonly string[], input: string) => string,
  args: readonly string[],
): boolean {
  const seed = Number(argument(args, '--seed') ?? 1);
  const count = Number(argument(args, '--count') ?? 3000);
  const generator = new ExpressionGenerator(seed);
  const expressions = Array.from({ length: count }, () => generator.expression());
  const theirs = expressionsByTerraform(expressions, terraform);
  const ours = expressionsByUs(expressions);
  let same = 0;
  let refusedByBoth = 0;
  const silent: string[] = [];
  const wrong: string[] = [];
  let bold = 0;
  for (const [i, expression] of expressions.entries()) {
    const their = theirs[i] ?? '';
    const our = ours[i];
    const text = our ? textOf(our) : undefined;
    if (their === refused && text === refused) refusedByBoth++;
    else if (their === refused && text === undefined) silent.push(expression);
    else if (text === their) same++;
    else if (text === undefined)
      silent.push(`${expression}\n      ${our ? show(our).slice(0, 200) : 'not read'}   (Terraform: ${their.slice(0, 100)})`);
    else {
      if (their === refused) bold++;
      wrong.push(
        `${expression}\n      Terraform: ${their}\n      Ashlar:    ${text}${text === refused && our ? ` ${JSON.stringify(findInvalid(our)?.reason)}` : ''}`,
      );
    }
  }
  const shown = Number(argument(args, '--show') ?? 10);
  for (const line of wrong.slice(0, shown)) console.log(`   differs: ${line}`);
  for (const line of silent.slice(0, shown)) console.log(`   not told: ${line}`);
  const agreed = same + refusedByBoth;
  const percent = ((100 * (count - wrong.length)) / count).toFixed(2);
  console.log(
    `   ${count} expressions (seed ${seed}): ${percent} % agree; ${same} values and ${refusedByBoth} refusals alike, ${silent.length} not told by us, ${wrong.length} differ (${bold} where Terraform refuses)`,
  );
  // What Terraform refuses for the type of a branch that it does not take, is beyond us; a value that differs is a fault.
  return wrong.length - bold <= count / 1000 && bold <= count / 300 && agreed >= 0.97 * count;
}

function argument(args: readonly string[], name: string): string | undefined {
  const at = args.indexOf(name);
  return at < 0 ? undefined : args[at + 1];
}

/** `terraform console` prints the result of its last line only, and reads lines of up to 64 KiB. */
const longestLine = 50_000;

function expressionsByTerraform(
  expressions: readonly string[],
  terraform: (args: readonly string[], input: string) => string,
): readonly string[] {
  const results: string[] = [];
  let items: string[] = [];
  let length = 0;
  const flush = () => {
    results.push(...ask(items, terraform));
    items = [];
    length = 0;
  };
  for (const expression of expressions) {
    const item = `try(jsonencode([${expression}]), "${refused}")`;
    if (items.length > 0 && length + item.length > longestLine) flush();
    items.push(item);
    length += item.length + 2;
  }
  flush();
  return results;
}

/** Where one result is not known to Terraform itself, none is printed: then they are asked for in halves. */
function ask(items: readonly string[], terraform: (args: readonly string[], input: string) => string): readonly string[] {
  const output = terraform(['console'], `base64encode(jsonencode([${items.join(', ')}]))\n`).trim();
  if (output.startsWith('"')) {
    const parsed: unknown = JSON.parse(Buffer.from(output.slice(1, -1), 'base64').toString('utf8'));
    if (!Array.isArray(parsed)) throw new Error('terraform console printed something else');
    return parsed.map(String);
  }
  if (items.length === 1) return [refused];
  const middle = items.length >> 1;
  return [...ask(items.slice(0, middle), terraform), ...ask(items.slice(middle), terraform)];
}

function expressionsByUs(expressions: readonly string[]): readonly (Value | undefined)[] {
  return expressions.map((expression) => {
    const tree = parseHcl(`resource "x" "y" {\n  a = ${expression}\n}\n`);
    const { natives } = loadTerraform({ dir: 'file:///', files: [{ uri: 'file:///main.tf', tree }], mapping: noMapping });
    return natives[0]?.values.entries.get('a')?.value;
  });
}

function textOf(value: Value): string | undefined {
  if (findInvalid(value)) return refused;
  return renderJson({ kind: 'list', items: [{ value, member: true }], origin: value.origin });
}
