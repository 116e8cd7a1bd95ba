/* Events of a month, a week or a day are moved, resized and made by mouse, finger and keys. Every piece has a link, and
   every event a form that does the same without any of this. */
import { grid } from "./drag/grid.js";
import { startKeyboard } from "./drag/keyboard.js";
import { month } from "./drag/month.js";
import { startPointer } from "./drag/pointer.js";
import { startUndo } from "./drag/send.js";

const board = document.getElementById("wk-scroll") ? grid : month;

startPointer(board);
startKeyboard(board);
startUndo();
