/**
 * recdistill/student: loads and scores a saved student in Node, Deno, Bun and browsers. No dependency, no TensorFlow.
 */
export { loadStudent } from './load-student';
export { type OpenStudentOptions, openStudent } from './open-student';
export type {
  AnyStudent,
  Basis,
  ClickRow,
  ClickStudent,
  ItemRequest,
  Recommendations,
  RecommendRequest,
  ScoredItem,
  ScoreRequest,
  Scores,
  Student,
  StudentInfo,
  StudentTask,
} from './student';
export { StudentError } from './student-error';
