/** The writing page: the form works without any of this, and better with it. */
import { watchAddress, watchCard } from "./address.js";
import { startChecks } from "./checks.js";
import { startChosen } from "./chosen.js";
import { startEditor } from "./editor.js";
import { startKeeping } from "./keeping.js";
import { startLead } from "./lead.js";
import { watchShortcuts } from "./shortcuts.js";
import { startStories } from "./stories.js";
import { startUndo } from "./undo.js";

const editor = startEditor();
startChosen();
startStories();
startLead();
startChecks(editor);
watchAddress();
startUndo();
watchCard();
watchShortcuts();
startKeeping(editor);
document.documentElement.dataset.writing = "ready";
