import type { ModelFile } from '../file/model';
import { sigmoid } from '../numbers/sigmoid';
import type { ClickRow, ClickStudent, StudentInfo } from '../student';
import { check } from '../student-error';
import { clickCore } from './click-kinds';
import { checkSizes } from './embeddings';
import { Encoding } from './encoding';

/**
 * A click student that reads raw rows. The logit of thinned logs is moved by `metadata.logitShift`, so that probabilities
 * are those of all rows.
 * @throws StudentError where no encoding lies in the file, or it does not fit the model
 */
export async function openClickStudent(file: ModelFile, info: StudentInfo): Promise<ClickStudent> {
  const { own, metadata } = file.description;
  check(own.has('encoding'), `${own.where}, encoding`, 'how rows are encoded', own.json.encoding);
  const encoding = await Encoding.read(own.part('encoding'));
  checkSizes(file, encoding.sizes);
  const logitOf = clickCore(file, encoding);
  const shift = metadata.has('logitShift') ? metadata.number('logitShift') : 0;
  return {
    ...{ task: 'click', info, columns: encoding.columns },
    probabilities: (rows: readonly ClickRow[]) => {
      check(Array.isArray(rows), 'rows', 'a list of rows', rows);
      return Float64Array.from(rows, (row, i) => {
        check(typeof row === 'object' && row !== null, `rows[${i}]`, 'a row by columns', row);
        return sigmoid(logitOf(encoding.encode(row, i)) + shift);
      });
    },
  };
}
