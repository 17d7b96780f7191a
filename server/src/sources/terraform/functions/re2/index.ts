export { allMatches, type Match, matchFrom, type Subject, subjectOf, textBetween } from './match';
export { compile, type Program } from './program';
