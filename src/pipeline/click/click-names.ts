// Names alone, so that a command's help can list them without TensorFlow.

/** The kinds of members that a click teacher can have. */
export const clickTeacherKinds = ['dcn-v2', 'deep-fm', 'auto-int', 'mlp', 'language-model'] as const;
export type ClickTeacherKind = (typeof clickTeacherKinds)[number];

export const clickStudentNames = ['logistic-regression', 'fm', 'mlp'] as const;
export type ClickStudentName = (typeof clickStudentNames)[number];

/**
 * How the teacher is passed on: its logits (`kd`), its hidden layer (`hint`), both, or how its hidden vectors lie to one
 * another (`rkd`).
 */
export const clickMethodNames = ['kd', 'hint', 'kd+hint', 'rkd'] as const;
export type ClickMethodName = (typeof clickMethodNames)[number];

/** Whether a method reads hidden layers, which a logistic regression has none of. */
export function readsHidden(method: ClickMethodName): boolean {
  return method !== 'kd';
}

/** Whether a method reads logits, which a temperature softens. */
export function readsLogits(method: ClickMethodName): boolean {
  return method === 'kd' || method === 'kd+hint';
}

/** The methods that a student can learn by. */
export function methodsOf<Method extends ClickMethodName>(
  student: ClickStudentName,
  methods: readonly Method[],
): Method[] {
  return methods.filter((method) => student !== 'logistic-regression' || !readsHidden(method));
}
