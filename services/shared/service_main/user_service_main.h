#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "base/admin/admin_answers.h"
#include "base/identity/revocations.h"
#include "base/outbox/relay.h"
#include "base/pg/pool.h"
#include "base/process/grpc_server.h"
#include "base/process/service_main.h"
#include "base/rpc/calls.h"
#include "base/rpc/internal_identity.h"
#include "base/rpc/user_call_limiter.h"
#include "base/sockets/revocation_reader.h"
#include "base/workers/periodic_tasks.h"
#include "grpcpp/channel.h"
#include "prometheus/registry.h"
#include "services/shared/privacy/word_store.h"

namespace lossy::services {

// The common parts of the main function of every service that stores users' data in PostgreSQL,
// made from the flags:
// - the parts of base::ServiceMain;
// - Calls with a limit for each user, which rejects revoked tokens;
// - the pool of database connections;
// - while it serves: the relay of the outbox, the deletion of old requests, PrivacyService, and the
//   health of the schema and of notifications.
//
// A service adds its own parts: it makes them from registry(), identity(), calls() and pool(), and
// passes them to Serve.
class UserServiceMain {
 public:
  // The service's own parts. All must outlive Serve, and may end when it returns: then no thread of
  // this class uses them.
  struct Parts {
    std::vector<grpc::Service*> services;
    // The users' data that the service stores.
    WordStore& words;
    // The other services, by name, that delete data on behalf of this service.
    std::map<std::string, std::shared_ptr<grpc::Channel>> forget_at;
    // Brings the schema up to date; called again after the tables were lost.
    std::function<absl::Status()> migrate;
    // The handlers of the service's own kinds of outbox items.
    std::map<std::string, base::Relay::Handler> deliveries = {};
    std::vector<base::PeriodicTasks::Task> tasks = {};
    // Called when the server accepts no further calls. Should end calls that do not end by
    // themselves.
    std::function<void()> on_stop = [] {};
    // Called after the last call, before the relay and the tasks stop. Should end what they wait
    // for.
    std::function<void()> on_drained = [] {};
    std::vector<base::HealthPart> health = {};
    // The answers of AdminService that the service has; nullptr: none.
    base::AdminAnswers* admin = nullptr;
  };

  // The parameters are those of base::ServiceMain. `name` is also the schema of the database.
  UserServiceMain(int argc, char** argv, const std::string& name, absl::string_view service);

  prometheus::Registry& registry() { return main_.registry(); }
  const base::InternalIdentity& identity() const { return main_.identity(); }
  base::Calls& calls() { return calls_; }
  base::pg::Pool& pool() { return pool_; }

  // Serves until the process receives a signal to stop. Returns the exit status of main. Refuses
  // the start (base/log/refuse_start.h) if the relay would leave no connection for calls.
  int Serve(Parts parts);

 private:
  std::vector<base::HealthPart> Health(const Parts& parts);

  const std::string name_;
  base::ServiceMain main_;
  const std::shared_ptr<grpc::Channel> notifications_;
  base::Revocations revocations_;
  const std::unique_ptr<base::RevocationReader> revocation_reader_;
  base::UserCallLimiter limiter_;
  base::Calls calls_;
  base::pg::Pool pool_;
};

}  // namespace lossy::services
