// SPDX-License-Identifier: Apache-2.0
import { useState } from "react";

/** What somebody types over a value; when the value becomes another, that is taken over. */
export function useDraft(value: string): readonly [string, (text: string) => void] {
  const [draft, setDraft] = useState({ of: value, text: value });
  if (draft.of !== value) {
    setDraft({ of: value, text: value });
  }
  return [draft.of === value ? draft.text : value, (text) => setDraft({ of: value, text })];
}
