// The long run of the HCL oracle: `npm run test:fuzz [mutations] [seed]`. With BENCH_CORPORA set, that corpus is read too.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { agreement, compare, compareMutations, emptyTally, readCorpus } from '../../test/fuzz/hcl-oracle';
import { HclReference } from '../../test/fuzz/hcl-reference';

const root = process.env.ASHLAR_ROOT ?? process.cwd();
const [count = '100000', seed = String(Date.now() % 1_000_000)] = process.argv.slice(2);
const directories = [join(root, 'test/corpus/hcl'), join(root, 'examples')];
if (process.env.BENCH_CORPORA) directories.push(join(process.env.BENCH_CORPORA, 'cases'));
const corpus = directories.filter((directory) => existsSync(directory)).flatMap(readCorpus);
const tally = emptyTally();
const reference = new HclReference();
const start = performance.now();
console.log(`${corpus.length} files, ${count} mutations, seed ${seed}`);
await compare(corpus, reference, tally);
console.log(
  `unchanged files: accepted ${agreement(tally.acceptedAgree, tally.accepted)}, rejected ${agreement(tally.rejectedAgree, tally.rejected)}`,
);
// Long files cost much and show little more.
const small = corpus.filter((text) => text.length < 4000);
await compareMutations(small, Number(count), Number(seed), reference, tally, (done) => {
  if (done % 20_000 === 0) console.log(`  ${done} after ${((performance.now() - start) / 1000).toFixed(0)} s`);
});
await reference.close();
console.log(
  `what HashiCorp's parser accepts: ${agreement(tally.acceptedAgree, tally.accepted)} agree in structure and every value`,
);
console.log(`what it rejects:                 ${agreement(tally.rejectedAgree, tally.rejected)} have a problem`);
console.log(
  `it refused to translate ${tally.unrepresentable}, and died of ${tally.died}; ${((performance.now() - start) / 1000).toFixed(0)} s`,
);
for (const { kind, text, detail } of tally.disagreements.slice(0, Number(process.env.SHOW ?? 25))) {
  console.log(`\n--- ${kind}: ${detail}\n${JSON.stringify(text.length > 1500 ? `${text.slice(0, 1500)}…` : text)}`);
}
const enough = (agree: number, of: number) => agree >= of * 0.999;
if (!enough(tally.acceptedAgree, tally.accepted) || !enough(tally.rejectedAgree, tally.rejected)) process.exitCode = 1;
