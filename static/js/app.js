/* What every page gets. All of it is an extra: without scripts the pages work through links and forms. */
import { startConflict } from "./conflict.js";
import { startDrafts } from "./drafts.js";
import { startForms } from "./forms.js";
import { startGoing } from "./going.js";
import { startInvite } from "./invite.js";
import { startKeys } from "./keys.js";
import { startOverlaps } from "./overlaps.js";
import { startOwn } from "./own.js";
import { startRefusals } from "./refusals.js";
import { startRepeats } from "./repeats.js";
import { startTheme } from "./theme.js";
import { startToasts } from "./toasts.js";
import { startWhen } from "./when.js";

startTheme();
startToasts();
startKeys();
startRefusals();
startForms();
startWhen();
startRepeats();
startOverlaps();
startOwn();
startDrafts();
startConflict();
startInvite();
startGoing();
