#include "deploy/lossyctl/command_groups.h"
#include "deploy/lossyctl/doctor/doctor.h"
#include "deploy/lossyctl/probe/probe.h"
#include "deploy/lossyctl/schema/migrations.h"

namespace lossy::lossyctl {

CommandGroup DeploymentCommands() {
  return {
      .title = "Deployment",
      .commands = {
          {.name = "doctor",
           .summary = "checks a running deployment: names, health, certificates, clocks, keys, "
                      "schemas, contracts, files and versions; prints a remedy for each problem, "
                      "and fails if a check failed",
           .flags = {{"edge", "URL,…"},
                     {"edge_ca", "PATH"},
                     {"video", "HOST:PORT,…"},
                     {"notes", "HOST:PORT,…"},
                     {"agent", "HOST:PORT,…"},
                     {"notifications", "HOST:PORT,…"},
                     {"admin", "HOST:PORT,…"},
                     {"services", "SERVICE=HOST:PORT,…"},
                     {"metrics", "PROCESS=HOST:PORT,…"},
                     {"metrics_tls"},
                     {"database_url", "URL"},
                     {"nats_url", "URL,…"},
                     {"key", "PATH"},
                     {"tls_internal_certificate", "PATH"},
                     {"tls_internal_key", "PATH"},
                     {"tls_internal_ca", "PATH"},
                     {"user_key", "PATH"},
                     {"user_audience", "NAME"},
                     {"user_token_file", "PATH"},
                     {"clock_seconds", "SECONDS"},
                     {"json"}},
           .examples = {"lossyctl doctor --edge=https://lossy.example.com --key=operator.jwk "
                        "--user_token_file=token"},
           .run = Plain(ExamineDeployment)},
          {.name = "probe",
           .summary =
               "visits edges as a client: connects, joins a topic, pushes an event, waits for "
               "the event that the change publishes, and prints the time of each step; fails "
               "if an edge does",
           .flags = {{"edge", "URL,…"},
                     {"edge_ca", "PATH"},
                     {"user_key", "PATH"},
                     {"user_audience", "NAME"},
                     {"user_token_file", "PATH"},
                     {"probe_topic", "TOPIC"},
                     {"probe_event", "EVENT"},
                     {"probe_payload", "JSON"},
                     {"probe_push", "EVENT"},
                     {"connect_ms", "MS"},
                     {"join_ms", "MS"},
                     {"write_ms", "MS"},
                     {"arrive_ms", "MS"},
                     {"json"}},
           .examples = {"lossyctl probe --edge=https://lossy.example.com --user_token_file=token",
                        "lossyctl probe --edge=http://edge:4000 --user_key=users.jwk "
                        "--arrive_ms=1000"},
           .run = Plain(ProbeEdges)},
          {.name = "migrations",
           .summary =
               "compares the schemas in the database with the steps of this build, and fails "
               "if one is missing",
           .flags = {{"database_url", "URL", true}, {"dry_run"}, {"json"}},
           .examples = {"lossyctl migrations --database_url='postgresql://{service}@db/lossy'",
                        "lossyctl migrations --database_url='postgresql://{service}@db/lossy' "
                        "--dry_run"},
           .run = Plain(ShowMigrations)},
      }};
}

}  // namespace lossy::lossyctl
