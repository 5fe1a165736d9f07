// Entry of the load generator's threads, bundled beside the app.
import "@plimsoll/load-engine/thread";
