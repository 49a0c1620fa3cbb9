// A page to read and print: only its colours are live.
import { theme } from "/assets/common.js";
theme(() => {});
