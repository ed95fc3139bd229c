#include "deploy/lossyctl/admin_state.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <utility>

#include "absl/flags/declare.h"
#include "absl/flags/flag.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "base/flags/flag_range.h"
#include "base/utf8/valid_utf8.h"
#include "deploy/lossyctl/admin_process.h"
#include "deploy/lossyctl/moment.h"
#include "deploy/lossyctl/report/report.h"

ABSL_DECLARE_FLAG(bool, payloads);

ABSL_FLAG(int, tail, 10, "Newest events of a topic, or transcripts of a session, that are shown");

LOSSY_FLAG_RANGE(tail, 0, 100);

namespace lossy::lossyctl {
namespace {

using admin::v1::AdminService;

absl::Status Unanswered() {
  return absl::FailedPreconditionError("a process did not answer; see the problems");
}

// Returns the name of an enum's value without its prefix, in lower case.
std::string Short(absl::string_view name, std::size_t prefix) {
  return name.size() > prefix ? absl::AsciiStrToLower(name.substr(prefix)) : "unknown";
}

// A gauge that is 0 while something is wrong, and the problem.
struct ZeroProblem {
  absl::string_view reading;
  absl::string_view problem;
};

constexpr ZeroProblem kZeroProblems[] = {
    {"lossy_edge_feed_connected", "no stream of events from notifications"},
    {"lossy_edge_presence_feed_connected", "no stream of presences from notifications"},
    {"lossy_edge_control_connected", "no stream of commands from notifications"},
    {"lossy_jwks_own_key_known", "its key is not in --internal_jwks, so others refuse its calls"},
};

void AddReadingProblems(const admin::v1::GetOverviewResponse& overview,
                        std::vector<std::string>& problems) {
  for (const admin::v1::Reading& reading : overview.readings()) {
    for (const auto& [name, problem] : kZeroProblems) {
      if (reading.name() == name && reading.value() == 0) problems.push_back(std::string(problem));
    }
    if (reading.name() == "lossy_database_connections_waiting" && reading.value() > 0) {
      problems.push_back(absl::StrCat("calls that wait for a connection to the database: ",
                                      static_cast<std::int64_t>(reading.value())));
    }
  }
}

std::string Problems(const admin::v1::GetOverviewResponse& overview) {
  std::vector<std::string> problems;
  if (overview.draining()) problems.emplace_back("it drains");
  for (const admin::v1::Part& part : overview.parts()) {
    if (!part.works()) problems.push_back(absl::StrCat(part.name(), ": ", part.problem()));
  }
  AddReadingProblems(overview, problems);
  return absl::StrJoin(problems, "; ");
}

Value Reading(const admin::v1::GetOverviewResponse& overview, absl::string_view name) {
  for (const admin::v1::Reading& reading : overview.readings()) {
    if (reading.name() == name) return Value(static_cast<std::int64_t>(reading.value()));
  }
  return {};
}

// Returns a time of a message; nothing if the message has none.
Value MomentIf(bool has, const google::protobuf::Timestamp& time) {
  if (!has) return {};
  return Moment(time);
}

// Seconds since the start, by the clock of the process; people see a duration.
Value Uptime(const admin::v1::GetOverviewResponse& overview) {
  const std::int64_t seconds = overview.now().seconds() - overview.started_at().seconds();
  return Value(seconds).ShownAs(seconds == 0 ? "0s" : absl::FormatDuration(absl::Seconds(seconds)));
}

// A commit; people see the part that git prints.
Value Commit(const std::string& commit) {
  constexpr std::size_t kShown = 12;
  return commit.empty() ? Value(commit) : Value(commit).ShownAs(commit.substr(0, kShown));
}

std::string Rates(const admin::v1::Socket& socket) {
  std::vector<std::string> rates;
  for (const admin::v1::RateLeft& rate : socket.rates()) {
    rates.push_back(absl::StrCat(rate.name(), " ", static_cast<std::int64_t>(rate.left())));
  }
  return absl::StrJoin(rates, ", ");
}

std::string Topics(const admin::v1::Socket& socket) {
  std::vector<std::string> topics;
  for (const admin::v1::JoinedTopic& topic : socket.topics()) {
    topics.push_back(absl::StrCat(topic.topic(), topic.joined() ? "" : " (joins)"));
  }
  return absl::StrJoin(topics, ", ");
}

void AddSocket(const AdminProcess& edge, const admin::v1::Socket& socket, Table& table) {
  table.AddRow(
      {socket.id(), edge.address, socket.device_id(),
       Short(admin::v1::Socket::Transport_Name(socket.transport()), sizeof("TRANSPORT_") - 1),
       Moment(socket.connected_at()),
       MomentIf(socket.has_token_expires_at(), socket.token_expires_at()), Topics(socket),
       Rates(socket), socket.unsent_bytes()});
}

// Asks `process` about a topic.
absl::StatusOr<admin::v1::GetTopicResponse> AskTopic(const AdminProcess& process,
                                                     const std::string& topic, int tail) {
  admin::v1::GetTopicRequest request;
  request.set_topic(topic);
  request.set_tail(tail);
  request.set_show_payloads(absl::GetFlag(FLAGS_payloads));
  return AskAdmin(process, &AdminService::Stub::GetTopic, request);
}

std::string Payload(const std::string& bytes) { return base::ValidUtf8(bytes, 3 * bytes.size()); }

// Adds the edges' clients on a topic.
absl::Status AddEdges(const std::string& topic, Report& report) {
  const absl::StatusOr<std::vector<AdminProcess>> edges = AdminProcesses("edge");
  if (!edges.ok()) return edges.status();
  Table& table = report.AddTable("edges", {"address", "clients", "epoch", "head", "problem"});
  absl::Status result;
  for (const AdminProcess& edge : *edges) {
    const auto state = AskTopic(edge, topic, 0);
    if (!state.ok()) {
      table.AddRow({edge.address, Value(), Value(), Value(), state.status().message()});
      result = Unanswered();
      continue;
    }
    table.AddRow({edge.address, state->subscribers(), state->epoch(), state->head(), ""});
  }
  return result;
}

// Returns the topic as the first replica of notifications that answers sees it.
absl::StatusOr<admin::v1::GetTopicResponse> TopicOfLog(const std::string& topic, int tail) {
  const absl::StatusOr<std::vector<AdminProcess>> replicas = AdminProcesses("notifications");
  if (!replicas.ok()) return replicas.status();
  absl::Status problem = absl::InvalidArgumentError("--notifications is empty");
  for (const AdminProcess& replica : *replicas) {
    auto state = AskTopic(replica, topic, tail);
    if (state.ok()) return state;
    problem = state.status();
    if (absl::IsInvalidArgument(problem)) break;
  }
  return problem;
}

}  // namespace

absl::Status PrintStatus() {
  const absl::StatusOr<std::vector<AdminProcess>> processes = AdminProcesses();
  if (!processes.ok()) return processes.status();
  Report report;
  Table& table = report.AddTable("processes", {"process", "address", "ready", "version", "commit",
                                               "up", "log_level", "connections", "problems"});
  bool all_ready = true;
  for (const AdminProcess& each : *processes) {
    const auto overview =
        AskAdmin(each, &AdminService::Stub::GetOverview, admin::v1::GetOverviewRequest());
    all_ready = all_ready && overview.ok() && overview->ready();
    if (!overview.ok()) {
      table.AddRow({each.process, each.address, false, Value(), Value(), Value(), Value(), Value(),
                    overview.status().message()});
      continue;
    }
    table.AddRow({each.process, each.address, overview->ready(), overview->version(),
                  Commit(overview->commit()), Uptime(*overview),
                  Short(admin::v1::LogLevel_Name(overview->log_level()), sizeof("LOG_LEVEL_") - 1),
                  Reading(*overview, "lossy_edge_connections"), Problems(*overview)});
  }
  report.Print();
  return all_ready ? absl::OkStatus()
                   : absl::FailedPreconditionError("a process is not ready; see the problems");
}

absl::Status PrintRoutes() {
  const absl::StatusOr<std::vector<AdminProcess>> edges = AdminProcesses("edge");
  if (!edges.ok()) return edges.status();
  absl::StatusOr<admin::v1::ListRoutesResponse> routes =
      absl::InvalidArgumentError("--edge_admin is empty");
  std::set<std::string> contracts;
  for (const AdminProcess& edge : *edges) {
    auto answer = AskAdmin(edge, &AdminService::Stub::ListRoutes, admin::v1::ListRoutesRequest());
    if (!answer.ok())
      return absl::FailedPreconditionError(
          absl::StrCat(edge.Name(), ": ", answer.status().message()));
    contracts.insert(answer->descriptor_hash());
    if (contracts.size() == 1) routes = std::move(answer);
  }
  if (!routes.ok()) return routes.status();
  Report report;
  report.Add("contract", routes->descriptor_hash());
  Table& table = report.AddTable("routes", {"topic", "event", "kind", "method", "subscribes"});
  for (const admin::v1::Route& route : routes->routes()) {
    table.AddRow({route.topic(), route.event(),
                  Short(admin::v1::Route::Kind_Name(route.kind()), sizeof("KIND_") - 1),
                  route.method(), route.subscribes()});
  }
  Table& services =
      report.AddTable("services", {"service", "address", "health", "contract", "discovered"});
  for (const admin::v1::RoutedService& service : routes->services()) {
    services.AddRow({service.name(), service.address(),
                     Short(admin::v1::Health_Name(service.health()), sizeof("HEALTH_") - 1),
                     service.descriptor_hash(), service.discovered()});
  }
  report.Print();
  if (contracts.size() == 1) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("the edges have different contracts: ", absl::StrJoin(contracts, ", ")));
}

absl::Status PrintSockets(const std::string& user_id) {
  const absl::StatusOr<std::vector<AdminProcess>> edges = AdminProcesses("edge");
  if (!edges.ok()) return edges.status();
  admin::v1::ListSocketsRequest request;
  request.set_user_id(user_id);
  Report report;
  Table& table = report.AddTable("sockets", {"id", "edge", "device", "transport", "connected_at",
                                             "token_ends", "topics", "rates_left", "unsent_bytes"});
  absl::Status result;
  for (const AdminProcess& edge : *edges) {
    const auto sockets = AskAdmin(edge, &AdminService::Stub::ListSockets, request);
    if (!sockets.ok()) {
      result = absl::FailedPreconditionError(
          absl::StrCat(edge.Name(), ": ", sockets.status().message()));
      continue;
    }
    for (const admin::v1::Socket& socket : sockets->sockets()) AddSocket(edge, socket, table);
    if (sockets->truncated()) report.Add("truncated", true);
  }
  report.Print();
  return result;
}

absl::Status PrintTopic(const std::string& topic) {
  const absl::StatusOr<admin::v1::GetTopicResponse> state =
      TopicOfLog(topic, absl::GetFlag(FLAGS_tail));
  if (!state.ok()) return state.status();
  Report report;
  report.Add("topic", state->topic());
  report.Add("epoch", state->epoch());
  report.Add("head", state->head());
  report.Add("kept", state->kept());
  report.Add("oldest", state->oldest());
  report.Add("presences", state->presences());
  const absl::Status edges = AddEdges(topic, report);
  std::vector<std::string> columns = {"offset", "event_id", "type", "bytes", "changed_at"};
  const bool payloads = absl::GetFlag(FLAGS_payloads);
  if (payloads) columns.emplace_back("payload");
  Table& table = report.AddTable("events", std::move(columns));
  for (const admin::v1::TopicEvent& event : state->tail()) {
    std::vector<Value> row = {event.offset(), event.event_id(), event.type(), event.bytes(),
                              MomentIf(event.has_changed_at(), event.changed_at())};
    if (payloads) row.emplace_back(Payload(event.payload()));
    table.AddRow(std::move(row));
  }
  report.Print();
  return edges;
}

absl::Status PrintSession(const std::string& session_id) {
  const absl::StatusOr<std::vector<AdminProcess>> replicas = AdminProcesses("agent");
  if (!replicas.ok()) return replicas.status();
  if (replicas->empty()) return absl::InvalidArgumentError("--agent is empty");
  admin::v1::GetSessionRequest request;
  request.set_session_id(session_id);
  request.set_transcripts(absl::GetFlag(FLAGS_tail));
  // The session is in the database, so each replica gives the same answer.
  absl::StatusOr<admin::v1::GetSessionResponse> session;
  for (const AdminProcess& replica : *replicas) {
    session = AskAdmin(replica, &AdminService::Stub::GetSession, request);
    if (!absl::IsUnavailable(session.status())) break;
  }
  if (!session.ok()) return session.status();
  Report report;
  report.Add("session", session->session_id());
  report.Add("user", session->user_id());
  report.Add("video", session->video_id());
  report.Add("started_at", Moment(session->started_at()));
  report.Add("last_active_at", Moment(session->last_active_at()));
  report.Add("recording", session->recording_id());
  Table& counts = report.AddTable("counts", {"status", "transcripts"});
  for (const admin::v1::StatusCount& count : session->transcript_counts()) {
    counts.AddRow({count.status(), count.count()});
  }
  Table& transcripts = report.AddTable(
      "transcripts", {"id", "status", "reason", "attempts", "created_at", "next_attempt", "note"});
  for (const admin::v1::Transcript& each : session->transcripts()) {
    transcripts.AddRow(
        {each.id(), each.status(), each.reason(), each.attempts(), Moment(each.created_at()),
         MomentIf(each.has_next_attempt_at(), each.next_attempt_at()), each.note_id()});
  }
  Table& usage = report.AddTable("models", {"kind", "model", "calls", "cost_micros"});
  for (const admin::v1::ModelUsage& each : session->usage()) {
    usage.AddRow({each.kind(), each.model(), each.calls(), each.cost_micros()});
  }
  report.Print();
  return absl::OkStatus();
}

absl::Status PrintConfiguration(const std::string& address) {
  const absl::StatusOr<AdminProcess> process = AdminProcessAt(address);
  if (!process.ok()) return process.status();
  const auto configuration = AskAdmin(*process, &AdminService::Stub::GetConfiguration,
                                      admin::v1::GetConfigurationRequest());
  if (!configuration.ok()) return configuration.status();
  Report report;
  Table& table = report.AddTable("flags", {"name", "value", "source"});
  for (const admin::v1::Flag& flag : configuration->flags()) {
    table.AddRow({flag.name(), flag.value(), flag.source()});
  }
  report.Print();
  return absl::OkStatus();
}

}  // namespace lossy::lossyctl
