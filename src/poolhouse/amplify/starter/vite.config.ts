import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  // The libraries alone come to more than Vite's usual warning.
  build: { chunkSizeWarningLimit: 1200 },
});
