// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from "react";
import { SPANS, times, type History, type Span } from "./figures";
import { locale } from "./language";
import { Table } from "./parts";
import { Link, near, usePlace } from "./router";
import { texts } from "./texts";

/** How far back the address says that is looked. */
export function useSpan(spans: readonly Span[] = SPANS, usual: Span = "1h"): Span {
  const asked = usePlace().query.get("span");
  return spans.find((span) => span === asked) ?? usual;
}

/** Whether the address says that figures are wanted as a table. */
export const useAsTable = (): boolean => usePlace().query.get("figures") === "table";

interface Choice {
  readonly label: string;
  readonly spans?: readonly Span[];
  readonly usual?: Span;
}

/** Links that look further back or not as far, and one to the twin that is a table. */
export function SpanChoice(choice: Choice) {
  const place = usePlace();
  const asTable = useAsTable();
  return (
    <Spans {...choice}>
      <Link to={near(place, { figures: asTable ? undefined : "table" })}>{asTable ? texts.viewAsPicture : texts.viewAsTable}</Link>
    </Spans>
  );
}

/** Links that look further back or not as far. */
export function Spans({ label, spans = SPANS, usual = "1h", children }: Choice & { children?: ReactNode }) {
  const place = usePlace();
  const now = useSpan(spans, usual);
  return (
    <nav className="spans" aria-label={label}>
      {spans.map((span) => (
        <Link key={span} to={near(place, { span: span === usual ? undefined : span })} current={span === now} title={texts.chart.spanLong[span]}>
          {texts.chart.span[span]}
        </Link>
      ))}
      {children}
    </nav>
  );
}

/** How often figures of such a span change. */
export const everyMs = (span: Span): number => (span === "1h" ? 10_000 : 60_000);

/** A moment, as short as the span allows. */
export function moments(span: Span): (seconds: number) => string {
  const how: Intl.DateTimeFormatOptions =
    span === "7d" ? { weekday: "short", hour: "2-digit", minute: "2-digit" } : { hour: "2-digit", minute: "2-digit" };
  const written = new Intl.DateTimeFormat(locale, how);
  return (seconds) => written.format(seconds * 1000);
}

/** The figures of each time, the newest first; what is not known is left out. */
export function FigureTable(props: { label: string; history: History; columns: readonly (readonly [string, (index: number) => string])[] }) {
  const { label, history, columns } = props;
  const moment = moments(history.span === "1h" ? "1h" : "7d");
  const known = times(history)
    .map((time, index) => ({ time, index }))
    .filter(({ index }) => Object.values(history.figures).some((values) => values[index] !== null))
    .toReversed();
  return (
    <div className="chart-table">
      <Table label={label} heads={[texts.chart.from, ...columns.map(([name]) => name)]} dense>
        {known.map(({ time, index }) => (
          <tr key={time}>
            <th scope="row">{moment(time)}</th>
            {columns.map(([name, cell]) => (
              <td key={name}>{cell(index)}</td>
            ))}
          </tr>
        ))}
      </Table>
    </div>
  );
}
