#include "deploy/lossyctl/probe/probe.h"

#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "base/flags/flag_range.h"
#include "base/time/clock.h"
#include "deploy/lossyctl/edge_flags.h"
#include "deploy/lossyctl/probe/channel_client.h"
#include "deploy/lossyctl/probe/web_socket.h"
#include "deploy/lossyctl/report/report.h"

ABSL_FLAG(std::string, probe_topic, "video:meta", "Topic that the probe joins");
ABSL_FLAG(std::string, probe_event, "update_settings", "Event that the probe pushes");
ABSL_FLAG(std::string, probe_payload, R"({"feature_flags":{"probe":true}})",
          "JSON object of the event that the probe pushes");
ABSL_FLAG(std::string, probe_push, "settings_updated",
          "Event that the probe then waits for; empty: the reply is enough");
ABSL_FLAG(int, connect_ms, 5'000, "Longest time until the WebSocket is open, in milliseconds");
ABSL_FLAG(int, join_ms, 5'000, "Longest time until the topic is joined, in milliseconds");
ABSL_FLAG(int, write_ms, 5'000, "Longest time until the event is answered, in milliseconds");
ABSL_FLAG(int, arrive_ms, 5'000,
          "Longest time from the answer until the published event arrives, in milliseconds");

LOSSY_FLAG_RANGE(connect_ms, 1, 600'000);
LOSSY_FLAG_RANGE(join_ms, 1, 600'000);
LOSSY_FLAG_RANGE(write_ms, 1, 600'000);
LOSSY_FLAG_RANGE(arrive_ms, 1, 600'000);

namespace lossy::lossyctl {
namespace {

// The user whose token --user_key signs.
constexpr char kUser[] = "lossy-probe";

struct Step {
  const char* name;
  double millis = -1;  // Below 0: not finished.
};

// One visit of an edge.
class Visit {
 public:
  Visit(std::string url, std::string token) : url_(std::move(url)), token_(std::move(token)) {}

  // Runs all steps, until one fails.
  absl::Status Run() {
    absl::Status status = Take(connect_, absl::GetFlag(FLAGS_connect_ms),
                               [this](absl::Time deadline) { return Connect(deadline); });
    if (status.ok()) {
      status = Take(join_, absl::GetFlag(FLAGS_join_ms),
                    [this](absl::Time deadline) { return client_->Join(deadline); });
    }
    if (status.ok()) {
      status = Take(write_, absl::GetFlag(FLAGS_write_ms), [this](absl::Time deadline) {
        return client_->Push(absl::GetFlag(FLAGS_probe_event), absl::GetFlag(FLAGS_probe_payload),
                             deadline);
      });
    }
    const std::string push = absl::GetFlag(FLAGS_probe_push);
    if (status.ok() && !push.empty()) {
      status = Take(arrive_, absl::GetFlag(FLAGS_arrive_ms),
                    [&](absl::Time deadline) { return client_->AwaitPush(push, deadline); });
    }
    return status;
  }

  // "connect 3.1 ms, join 4.0 ms": the steps that were finished.
  std::string Times() const {
    std::vector<std::string> times;
    for (const Step* step : Steps()) {
      if (step->millis >= 0)
        times.push_back(absl::StrFormat("%s %.1f ms", step->name, step->millis));
    }
    return absl::StrJoin(times, ", ");
  }

  std::vector<Value> Row(const absl::Status& status) const {
    std::vector<Value> row = {url_, status.ok(), status.ok() ? Value() : Value(status.message())};
    for (const Step* step : Steps())
      row.push_back(step->millis < 0 ? Value() : Value(step->millis));
    return row;
  }

 private:
  std::vector<const Step*> Steps() const { return {&connect_, &join_, &write_, &arrive_}; }

  absl::Status Take(Step& step, int limit_ms,
                    const std::function<absl::Status(absl::Time)>& action) {
    const absl::Time began = base::SteadyNow();
    const absl::Status status = action(began + absl::Milliseconds(limit_ms));
    if (status.ok()) {
      step.millis = absl::ToDoubleMilliseconds(base::SteadyNow() - began);
      return status;
    }
    const std::string problem = absl::IsDeadlineExceeded(status)
                                    ? absl::StrCat("not done within ", limit_ms, " ms")
                                    : std::string(status.message());
    return absl::UnavailableError(absl::StrCat(step.name, ": ", problem));
  }

  absl::Status Connect(absl::Time deadline) {
    auto socket = WebSocket::Connect(url_, EdgeAuthorities(), deadline);
    if (!socket.ok()) return socket.status();
    const std::string target = absl::StrCat("/socket/websocket?vsn=2.0.0&token=", token_);
    const absl::Status upgraded = (*socket)->Upgrade(target, deadline);
    if (!upgraded.ok()) return upgraded;
    client_ = std::make_unique<ChannelClient>(*std::move(socket), absl::GetFlag(FLAGS_probe_topic));
    return absl::OkStatus();
  }

  const std::string url_;
  const std::string token_;
  std::unique_ptr<ChannelClient> client_;
  Step connect_{"connect"};
  Step join_{"join"};
  Step write_{"write"};
  Step arrive_{"arrive"};
};

// A token is a part of the request's first line.
bool IsToken(const std::string& text) {
  return text.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~") ==
         std::string::npos;
}

absl::StatusOr<std::string> TokenOfProbe() {
  const absl::StatusOr<std::string> token = UserToken(kUser);
  if (!token.ok()) return token.status();
  if (token->empty()) {
    return absl::InvalidArgumentError("--user_key or --user_token_file is missing");
  }
  if (!IsToken(*token)) {
    return absl::InvalidArgumentError("--user_token_file has characters that no token has");
  }
  return token;
}

}  // namespace

absl::Status ProbeEdges() {
  const absl::StatusOr<std::string> token = TokenOfProbe();
  if (!token.ok()) return token.status();
  Report report;
  Table& table = report.AddTable(
      "edges", {"edge", "ok", "problem", "connect_ms", "join_ms", "write_ms", "arrive_ms"});
  std::string lines;
  std::vector<std::string> failures;
  for (const std::string& url : EdgeUrls()) {
    Visit visit(url, *token);
    const absl::Status status = visit.Run();
    table.AddRow(visit.Row(status));
    if (status.ok()) {
      absl::StrAppend(&lines, "ok ", url, ": ", visit.Times(), "\n");
      continue;
    }
    const std::string times = visit.Times();
    failures.push_back(absl::StrCat(url, ": ", status.message(), times.empty() ? "" : " (after ",
                                    times, times.empty() ? "" : ")"));
  }
  std::cout << (JsonIsWanted() ? report.Json() : lines);
  if (failures.empty()) return absl::OkStatus();
  return absl::UnavailableError(absl::StrJoin(failures, "; "));
}

}  // namespace lossy::lossyctl
