/// <reference types="vite/client" />

declare module "virtual:theme-variables.css";

declare namespace React {
  interface InputHTMLAttributes<T> {
    webkitdirectory?: "";
  }
}
