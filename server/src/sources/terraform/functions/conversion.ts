import { type Origin, unknown, type Value } from '../../../values';
import { convert, isInvalid } from '../convert';
import type { Type } from '../types';
import type { FunctionImplementation, FunctionTable } from './model';

function conversion(type: Type): FunctionImplementation {
  return {
    least: 1,
    most: 1,
    call: ([value], origin) =>
      value ? refusedAt(convert(value, type), origin) : unknown({ kind: 'invalid', what: 'nothing to convert' }, origin),
  };
}

function refusedAt(value: Value, origin: Origin): Value {
  return isInvalid(value) ? { ...value, origin } : value;
}

/** Marks or unmarks what is sensitive. */
function marking(sensitive: boolean): FunctionImplementation {
  return {
    least: 1,
    most: 1,
    drops: true,
    call: ([value], origin) => {
      if (!value) return unknown({ kind: 'invalid', what: 'a value is needed' }, origin);
      if (sensitive) return { ...value, sensitive: true };
      const { sensitive: _sensitive, ...plain } = value;
      return plain;
    },
  };
}

export const conversionFunctions: FunctionTable = {
  tostring: conversion('string'),
  tonumber: conversion('number'),
  tobool: conversion('bool'),
  tolist: conversion({ kind: 'list', element: 'any' }),
  toset: conversion({ kind: 'set', element: 'any' }),
  tomap: conversion({ kind: 'map', element: 'any' }),
  sensitive: marking(true),
  nonsensitive: marking(false),
};
