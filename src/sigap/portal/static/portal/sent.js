// The receipt: what was typed is with the office now, and leaves this device.

import { forget } from "./draft.js";

forget();
