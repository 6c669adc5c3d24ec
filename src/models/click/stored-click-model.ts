import type { ClickField } from '../../data/click/click-table';
import { StoredFields } from '../saved-model/stored-fields';
import type { ClickModelOptions } from './click-model-options';
import type { TableSharing } from './field-embeddings';

function isField(value: unknown): value is ClickField {
  if (typeof value !== 'object' || value === null) return false;
  const { name, kind, size } = value as Record<string, unknown>;
  const isKind = kind === 'categorical' || kind === 'numeric';
  return typeof name === 'string' && isKind && Number.isInteger(size) && (size as number) >= 1;
}

/** What was read from a click model's folder. */
export class StoredClickModel extends StoredFields {
  /** What every click model is built from; the bias is overwritten by the saved one, so any counts serve. */
  common(): ClickModelOptions {
    return { fields: this.fields(), sharing: this.sharing(), frequencies: [0, 0] };
  }

  private fields(): readonly ClickField[] {
    const { fields } = this.config;
    if (Array.isArray(fields) && fields.every(isField)) return fields;
    return this.refuse('config.fields to be fields with name, kind and size', JSON.stringify(fields));
  }

  private sharing(): TableSharing {
    const sharing = this.part('sharing');
    const kind = sharing.word('kind', ['per-field', 'shared', 'hashed', 'quotient-remainder']);
    if (kind === 'quotient-remainder') return { kind, remainders: sharing.number('remainders') };
    return kind === 'hashed' ? { kind, rows: sharing.number('rows') } : { kind };
  }

  /** Null, or a number. */
  numberOrNull(name: string): number | null {
    return this.config[name] === null ? null : this.number(name);
  }
}
