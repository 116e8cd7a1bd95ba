/* Events of a month, a week, a day or an agenda are moved, resized and made by mouse, finger and keys. Every piece has a link, and
   every event a form that does the same without any of this. */
import { agenda } from "./drag/agenda.js";
import { grid } from "./drag/grid.js";
import { startKeyboard } from "./drag/keyboard.js";
import { month } from "./drag/month.js";
import { startPointer } from "./drag/pointer.js";
import { startUndo } from "./drag/send.js";

const boards = { "#wk-scroll": grid, "#cal.agenda": agenda, "#cal.month": month };
const board = boards[Object.keys(boards).find((name) => document.querySelector(name))];

startPointer(board);
startKeyboard(board);
startUndo();
