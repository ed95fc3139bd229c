#include "deploy/lossyctl/follow.h"

#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "absl/flags/declare.h"
#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "base/flags/flag_range.h"
#include "base/sync/mutex.h"
#include "deploy/lossyctl/admin_process.h"
#include "deploy/lossyctl/frame_line.h"

ABSL_DECLARE_FLAG(std::string, user);

ABSL_FLAG(bool, payloads, false,
          "Show the content of frames or events, which is data of users; the processes log it");
ABSL_FLAG(int, seconds, 60, "Time for which frames are followed, in seconds");

LOSSY_FLAG_RANGE(seconds, 1, 86'400);

namespace lossy::lossyctl {
namespace {

// A call may end this much later than its frames.
constexpr absl::Duration kGrace = absl::Seconds(10);

absl::StatusOr<admin::v1::FollowRequest> Request(const std::string& topic) {
  const std::string user = absl::GetFlag(FLAGS_user);
  if (user.empty() == topic.empty()) {
    return absl::InvalidArgumentError("give a topic or --user, one of the two");
  }
  admin::v1::FollowRequest request;
  user.empty() ? request.set_topic(topic) : request.set_user_id(user);
  request.set_show_payloads(absl::GetFlag(FLAGS_payloads));
  request.mutable_duration()->set_seconds(absl::GetFlag(FLAGS_seconds));
  return request;
}

// Prints whole lines of several threads.
class Lines {
 public:
  void Print(const std::string& line) {
    base::MutexLock lock(mutex_);
    // Flushes each line: a reader waits for it.
    std::cout << line << std::endl;
  }
  void Warn(const std::string& text) {
    base::MutexLock lock(mutex_);
    std::cerr << "lossyctl: " << text << std::endl;
  }

 private:
  base::Mutex mutex_;
};

absl::Status FollowEdge(const AdminProcess& edge, const admin::v1::FollowRequest& request,
                        Lines& lines) {
  grpc::ClientContext context;
  const absl::Duration limit = absl::Seconds(request.duration().seconds()) + kGrace;
  const absl::Status authorized = AuthorizeAdmin(edge, limit, context);
  if (!authorized.ok()) return authorized;
  const auto stream = edge.stub->Follow(&context, request);
  admin::v1::FollowResponse response;
  std::int64_t dropped = 0;
  while (stream->Read(&response)) {
    if (response.dropped() > dropped) {
      lines.Warn(absl::StrCat(edge.Name(), " dropped ", response.dropped() - dropped, " frames"));
      dropped = response.dropped();
    }
    if (response.has_frame()) lines.Print(FrameLine(response.frame(), edge.address));
  }
  return StatusForOperator(stream->Finish());
}

}  // namespace

absl::Status FollowFrames(const std::vector<std::string>& topics) {
  const absl::StatusOr<admin::v1::FollowRequest> request =
      Request(topics.empty() ? "" : topics.front());
  if (!request.ok()) return request.status();
  const absl::StatusOr<std::vector<AdminProcess>> edges = AdminProcesses("edge");
  if (!edges.ok()) return edges.status();
  Lines lines;
  std::vector<absl::Status> results(edges->size());
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < edges->size(); ++i) {
    threads.emplace_back([&, i] { results[i] = FollowEdge((*edges)[i], *request, lines); });
  }
  for (std::thread& thread : threads) thread.join();
  absl::Status result;
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (results[i].ok()) continue;
    lines.Warn(absl::StrCat((*edges)[i].Name(), ": ", results[i].message()));
    result = absl::FailedPreconditionError("the frames of an edge were not followed");
  }
  return result;
}

}  // namespace lossy::lossyctl
