import "@aws-amplify/ui-react/styles.css";
import "./style.css";

import { Authenticator, ThemeProvider, defaultDarkModeOverride } from "@aws-amplify/ui-react";
import { Amplify } from "aws-amplify";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import outputs from "../amplify_outputs.json";
import { App } from "./App";

Amplify.configure(outputs);

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <ThemeProvider theme={{ name: "example", overrides: [defaultDarkModeOverride] }} colorMode="system">
      <Authenticator.Provider>
        <App />
      </Authenticator.Provider>
    </ThemeProvider>
  </StrictMode>,
);
