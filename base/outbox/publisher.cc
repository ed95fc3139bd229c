#include "base/outbox/publisher.h"

#include <algorithm>

#include "base/error/error.h"
#include "lossy/notifications/v1/notifications.grpc.pb.h"

namespace lossy::base {
namespace {

constexpr absl::Duration kPublishLimit = absl::Seconds(5);

// Who publishes: a batch is of many users.
constexpr char kRelay[] = "relay";

// Payloads of one call; notifications takes messages of 4 MiB.
constexpr std::size_t kPartBytes = 2 << 20;

}  // namespace

struct Publisher::Stub {
  std::unique_ptr<notifications::v1::NotificationsService::Stub> rpc;
};

Publisher::Publisher(std::shared_ptr<grpc::Channel> notifications, const InternalIdentity& identity)
    : stub_(new Stub{notifications::v1::NotificationsService::NewStub(notifications)}),
      identity_(identity) {}

Publisher::~Publisher() = default;

// A call, and where its events stand in the batch.
struct Publisher::Part {
  notifications::v1::PublishBatchRequest request;
  std::vector<std::size_t> places;
  std::string request_id;
};

std::vector<absl::Status> Publisher::Publish(absl::Span<const Outgoing> batch) {
  std::vector<absl::Status> statuses(batch.size(), absl::CancelledError("not its turn"));
  std::size_t next = 0;
  while (next < batch.size()) {
    Part part;
    part.request_id = batch[next].request_id;
    for (std::size_t bytes = 0; next < batch.size(); ++next) {
      const Outgoing& outgoing = batch[next];
      bytes += outgoing.payload.size();
      if (bytes > kPartBytes && !part.places.empty()) break;
      notifications::v1::PublishRequest& event = *part.request.add_events();
      event.set_event_id(outgoing.id);
      event.set_topic(outgoing.target);
      if (event.mutable_event()->ParseFromString(outgoing.payload)) {
        part.places.push_back(next);
      } else {
        part.request.mutable_events()->RemoveLast();
        statuses[next] = absl::InvalidArgumentError("the payload is not an Any");
      }
    }
    PublishPart(part, statuses);
    // What comes after it must not overtake it.
    const bool complete =
        std::all_of(part.places.begin(), part.places.end(), [&](std::size_t place) {
          return statuses[place].ok() || absl::IsInvalidArgument(statuses[place]);
        });
    if (!complete) break;
  }
  return statuses;
}

void Publisher::PublishPart(const Part& part, std::vector<absl::Status>& statuses) {
  if (part.places.empty()) return;
  grpc::ClientContext context;
  Propagate(identity_.OnBehalfOf(kRelay, part.request_id), kPublishLimit, context);
  notifications::v1::PublishBatchResponse response;
  absl::Status called = FromGrpc(stub_->rpc->PublishBatch(&context, part.request, &response));
  // About the call, not about what is in it: nothing may be dropped for that.
  if (absl::IsInvalidArgument(called)) called = absl::FailedPreconditionError(called.message());
  if (called.ok() && response.results_size() != part.request.events_size()) {
    called = absl::InternalError("not one result for each event");
  }
  for (std::size_t i = 0; i < part.places.size(); ++i) {
    absl::Status& status = statuses[part.places[i]];
    status = called;
    if (!called.ok()) continue;
    const notifications::v1::PublishBatchResponse::Result& result =
        response.results(static_cast<int>(i));
    status = result.has_error() ? MakeStatus(result.error()) : absl::OkStatus();
  }
}

}  // namespace lossy::base
