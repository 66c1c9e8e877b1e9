// SPDX-License-Identifier: Apache-2.0
import { locale } from "./language";

// Made once: the browser makes one anew for each toLocaleString, which costs more than all else of a long list.
const MOMENT = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
const CLOCK = new Intl.DateTimeFormat(locale, { timeStyle: "medium" });
const TWO_DIGITS = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
const ONE_DIGIT = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
const WHOLE = new Intl.NumberFormat(locale);

/** A moment as people of the browser's country write it, without seconds. */
export function moment(time: string | number): string {
  return MOMENT.format(new Date(time));
}

/** A time of the day, with seconds. */
export function clock(time: string | number): string {
  return CLOCK.format(new Date(time));
}

/** A time span as people say it: `12 s`, `3 min`, `2 h 5 min`, `4 d`. */
export function ago(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) {
    return `${whole} s`;
  }
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) {
    return minutes < 10 && whole % 60 > 0 ? `${minutes} min ${whole % 60} s` : `${minutes} min`;
  }
  const hours = Math.floor(minutes / 60);
  if (hours < 48) {
    return minutes % 60 > 0 && hours < 10 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  }
  return `${Math.floor(hours / 24)} d`;
}

/** A time span that may be short: `0.24 s`, then as {@link ago} says it. */
export function span(seconds: number): string {
  return seconds < 10 ? `${TWO_DIGITS.format(seconds)} s` : ago(seconds);
}

/** `512 MiB`, `7.6 GiB`. */
export function memory(mib: number): string {
  return bytes(mib * 1024 * 1024);
}

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

/** `0 B`, `12 KiB`, `7.6 GiB`. */
export function bytes(count: number): string {
  let value = count;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${trimmed(value)} ${UNITS[unit] ?? ""}`;
}

/** At most one digit behind the point, and none that says nothing. */
export function trimmed(value: number): string {
  return ONE_DIGIT.format(value);
}

/** A whole number, its thousands apart. */
export const count = (value: number): string => WHOLE.format(value);

/** `1 job`, `2 jobs`. */
export const many = (value: number, one: string, more: string): string => `${count(value)} ${value === 1 ? one : more}`;
