import type { Literal } from '../../resources';
import type { Judgement, Place } from '../judging/place';
import type { World } from '../judging/world';

/** Judges one place. Compiled once per rule from the operator's argument. */
export type Check = (place: Place, world: World) => Judgement;

/** Makes a check of an argument that the build found valid. */
export type Operator = (argument: Literal) => Check;
