import { describe, expect, it } from 'vitest';
import { Tree, treeNames } from './tree';

// Each folder of trees/ is a configuration of the kind that people write around public modules, with what Terraform would make of it in
// `expected.yaml`: every resource, the properties worth a look, and every finding of the recommended profile. README.md says how to add one.
describe('module trees', () => {
  it('are at least ten', () => {
    expect(treeNames().length).toBeGreaterThanOrEqual(10);
  });

  describe.each(treeNames())('%s', (name) => {
    const tree = new Tree(name);
    const { resources, findings, undecided = [] } = tree.expected;
    const told = tree.told(resources ?? {});

    it('is read without a fault', () => {
      expect(tree.faults()).toEqual([]);
    });

    it('makes the resources that Terraform would', () => {
      expect(told.resources).toEqual(resources);
    });

    it('has these findings and no others', () => {
      expect(told.findings).toEqual(findings);
    });

    it('stays silent where it cannot know', () => {
      expect(tree.undecided()).toEqual(expect.arrayContaining([...undecided]));
    });
  });
});
