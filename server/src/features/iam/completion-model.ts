export interface IamItem {
  readonly label: string;
  readonly kind: 'element' | 'service' | 'action' | 'value' | 'resource' | 'operator' | 'key' | 'reference';
  /** In snippet syntax where `isSnippet`. */
  readonly insert: string;
  readonly isSnippet: boolean;
  /** What is typed is compared with it. */
  readonly filter: string;
  readonly detail?: string;
  readonly documentation?: string;
  readonly sort: string;
  /** A list of its own should be offered behind it: the actions of a service. */
  readonly again?: true;
}

/** What a place takes, before it is put into the language's words. */
export interface Offer {
  readonly label: string;
  readonly kind: IamItem['kind'];
  /** In snippet syntax where it holds placeholders; the label unless told. */
  readonly snippet?: string;
  /** Code that is written without quotes: a reference. */
  readonly bare?: string;
  readonly detail?: string;
  readonly documentation?: string;
  /** Lower comes first. */
  readonly rank?: number;
  readonly again?: true;
}
