// shop-payments: authorises what shop-api asks for. Needs SHOP_DATABASE_URL; SHOP_PAYMENTS_PORT defaults to any free port.
import { openDatabase } from "../shared/database.ts";
import { serve } from "../shared/http-service.ts";
import { requireVariable, runService } from "../shared/run-service.ts";
import { paymentRoutes } from "./routes.ts";

const TABLE = `
  CREATE TABLE IF NOT EXISTS authorisations (
    id uuid PRIMARY KEY, order_id uuid NOT NULL, amount_cents integer NOT NULL, created_at timestamptz NOT NULL DEFAULT now()
  );
  DELETE FROM authorisations WHERE created_at < now() - interval '1 day';`;

await runService("shop-payments", async () => {
  const database = openDatabase(requireVariable("SHOP_DATABASE_URL"));
  await database.query(TABLE);
  const http = await serve(paymentRoutes(database), Number(process.env["SHOP_PAYMENTS_PORT"] ?? 0));
  return {
    port: http.port,
    async close() {
      await http.close();
      await database.end();
    },
  };
});
