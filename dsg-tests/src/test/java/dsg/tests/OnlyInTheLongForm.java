// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// Tests that take long, or show again on another way what the short form shows: `./check --all` has them.
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@EnabledIfSystemProperty(
        named = "dsg.all",
        matches = "true",
        disabledReason = "SKIPPED: only in the long form (./check --all)")
@interface OnlyInTheLongForm {}
