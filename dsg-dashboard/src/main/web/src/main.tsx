// SPDX-License-Identifier: Apache-2.0
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app";
import { keepFocus } from "./focus";
import { Fence } from "./parts";
import { codeOfAddress } from "./session";
import { dressAsStored } from "./theme";
import "./palette.css";
import "./page.css";
import "./views.css";
import "./charts.css";
import "./submit.css";
import "./policy.css";
import "./wall.css";

dressAsStored();
keepFocus();
const place = document.getElementById("page");
if (place !== null) {
  createRoot(place).render(
    <StrictMode>
      <Fence>
        <App code={codeOfAddress()} />
      </Fence>
    </StrictMode>,
  );
}
