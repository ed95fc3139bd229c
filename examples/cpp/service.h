#pragma once

#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/rpc/calls.h"
#include "base/sync/mutex.h"
#include "examples/cpp/poll_publisher.h"
#include "polls/v1/polls.grpc.pb.h"

namespace polls {

// Answers the calls of polls.v1.PollService. Stores the votes in memory. Thread-safe.
class Service final : public v1::PollService::Service {
 public:
  // Both arguments must outlive the service.
  Service(lossy::base::Calls& calls, PollPublisher& publisher)
      : calls_(calls), publisher_(publisher) {}

  grpc::Status JoinPoll(grpc::ServerContext* context, const v1::PollRequest* request,
                        v1::Votes* response) override;
  grpc::Status GetVotes(grpc::ServerContext* context, const v1::PollRequest* request,
                        v1::Votes* response) override;
  grpc::Status Vote(grpc::ServerContext* context, const v1::VoteRequest* request,
                    v1::Votes* response) override;

 private:
  // The choice of each user.
  using Choices = std::map<std::string, std::string>;

  static v1::Votes Count(const Choices& choices);
  v1::Votes VotesOf(const std::string& poll);
  // Stores a vote, and returns the votes with it. Returns ALREADY_EXISTS if the user has voted.
  absl::StatusOr<v1::Votes> Store(const v1::VoteRequest& request, const std::string& user);

  lossy::base::Calls& calls_;
  PollPublisher& publisher_;
  lossy::base::Mutex mutex_;
  std::map<std::string, Choices> polls_ LOSSY_GUARDED_BY(mutex_);
};

}  // namespace polls
