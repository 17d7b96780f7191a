import { boolValue, type Origin, unknown, type Value } from '../../../values';
import { convert, isInvalid } from '../convert';
import { unknownFrom } from '../partial';
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

const issensitive: FunctionImplementation = {
  least: 1,
  most: 1,
  drops: true,
  call: ([value], origin) => {
    if (!value) return unknown({ kind: 'invalid', what: 'a value is needed' }, origin);
    // What is not known may turn out to be sensitive, or to be refused.
    const isThere = value.kind !== 'unknown' || value.reason.kind === 'unset';
    if (value.sensitive && isThere) return boolValue(true, origin);
    return value.kind === 'unknown' || value.kind === 'reference' ? unknownFrom(value, origin) : boolValue(false, origin);
  },
};

/** Only what is written in the expression itself is surely not ephemeral: a variable may be. */
const ephemeralasnull: FunctionImplementation = {
  least: 1,
  most: 1,
  call: ([value], origin) =>
    value && isWrittenHere(value)
      ? value
      : unknown({ kind: 'unsupported', what: 'ephemeralasnull of what is read elsewhere' }, origin),
};

function isWrittenHere(value: Value): boolean {
  if (value.origin.kind !== 'text' || value.origin.via) return false;
  switch (value.kind) {
    case 'list':
      return !value.rest && value.items.every((item) => isWrittenHere(item.value));
    case 'map':
      return !value.rest && [...value.entries.values()].every((entry) => isWrittenHere(entry.value));
    case 'encoded':
      return isWrittenHere(value.content);
    case 'string':
    case 'number':
    case 'bool':
    case 'absent':
      return true;
    default:
      return false;
  }
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
  issensitive,
  ephemeralasnull,
};
