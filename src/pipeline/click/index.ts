export { type ClickMaterial, type ClickRows, prepareClickMaterial } from './click-material';
export {
  type ClickMethodName,
  type ClickStudentName,
  type ClickTeacherKind,
  clickMethodNames,
  clickStudentNames,
  clickTeacherKinds,
} from './click-names';
export { clickProfiles } from './click-profiles';
export { clickFinding, clickReport, clickResultsTable } from './click-report';
export type {
  ClickFigures,
  ClickFindings,
  ClickResult,
  ClickRow,
  ClickTeacherResult,
  LossDifference,
} from './click-result';
export type { ClickRun } from './click-run';
export {
  type ClickSearch,
  type ClickSearchOptions,
  type ClickSearchRow,
  searchClickStudent,
} from './click-search';
export type {
  ClickDistillationSettings,
  ClickEncodingSettings,
  ClickSettings,
  ClickStudentSettings,
  ClickTeacherSettings,
} from './click-settings';
export { type ClickSoft, prepareClickSoft } from './click-soft';
export {
  type ClickMember,
  type ClickTeacher,
  type TrainClickTeacherOptions,
  trainClickTeacher,
} from './click-teacher';
export { type ClickTrial, type TrainClickStudentOptions, trainClickStudent } from './click-trial';
export { createClickStudent } from './create-click-student';
export { type MeasuredClicks, measureClicks } from './measure-clicks';
export { runClicks } from './run-clicks';
