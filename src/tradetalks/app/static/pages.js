// Every page that brings no script of its own: theme, the way back.
import { remembered, theme } from "./common.js";

theme(() => {});
remembered();
document.body.dataset.ready = "yes";
