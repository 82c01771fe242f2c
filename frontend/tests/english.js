/** @file The tests read the page's words in English, from the catalogue itself. */

import { readFileSync } from "node:fs";
import { learn } from "../js/lib/words.js";

learn("en", JSON.parse(readFileSync(new URL("../words/en.json", import.meta.url), "utf8")));
