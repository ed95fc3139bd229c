#include "services/shared/migrations/schema_health.h"

#include <memory>
#include <utility>

#include "base/log/log.h"
#include "base/log/log_limiter.h"

namespace lossy::services {

base::HealthPart SchemaHealth(base::pg::Pool& pool, std::function<absl::Status()> migrate) {
  auto limiter = std::make_shared<base::LogLimiter>();
  return {.name = "database.schema",
          .check =
              [&pool, migrate = std::move(migrate), limiter] {
                if (!pool.schema_is_lost()) return absl::OkStatus();
                if (limiter->Pass().has_value()) {
                  base::Log(base::LogLevel::kWarning, "schema_lost",
                            {{"schema", absl::string_view(pool.options().schema)}});
                }
                return migrate();
              },
          .required = true};
}

}  // namespace lossy::services
