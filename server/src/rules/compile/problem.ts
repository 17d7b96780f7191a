/** A way into the YAML file of a rule, a list or a table of defaults: keys and indices. */
export type RulePlace = readonly (string | number)[];

/** What is wrong with a rule's file, and where in it. */
export interface RuleProblem {
  readonly place: RulePlace;
  readonly message: string;
}

/** Collects problems while a file is compiled; compiling goes on, so that an author sees all of them at once. */
export class Problems {
  readonly all: RuleProblem[] = [];

  add(place: RulePlace, message: string): void {
    this.all.push({ place, message });
  }
}
