#include "base/sockets/revocation_reader.h"

#include <algorithm>

#include "absl/time/clock.h"
#include "base/error/error.h"
#include "base/log/log.h"
#include "base/sockets/sockets_topic.h"
#include "base/time/clock.h"
#include "lossy/channel/v1/socket.pb.h"

namespace lossy::base {
namespace {

using notifications::v1::NotificationsService;

constexpr absl::Duration kReadLimit = absl::Seconds(5);
constexpr absl::Duration kFirstPause = absl::Milliseconds(100);
constexpr int kReadEvents = 1000;
constexpr char kReader[] = "revocation_reader";

absl::Time ToTime(const google::protobuf::Timestamp& timestamp) {
  return absl::FromUnixSeconds(timestamp.seconds()) + absl::Nanoseconds(timestamp.nanos());
}

}  // namespace

RevocationReader::RevocationReader(const std::shared_ptr<grpc::Channel>& notifications,
                                   const InternalIdentity& identity, Revocations& revocations,
                                   Options options)
    : stub_(NotificationsService::NewStub(notifications)),
      identity_(identity),
      revocations_(revocations),
      options_(options),
      thread_([this] { Run(); }) {}

RevocationReader::~RevocationReader() {
  {
    MutexLock lock(mutex_);
    stop_ = true;
  }
  stopped_.NotifyAll();
  thread_.join();
}

std::unique_ptr<RevocationReader> RevocationReader::ForUsers(
    const std::shared_ptr<grpc::Channel>& notifications, const InternalIdentity& identity,
    Revocations& revocations) {
  if (identity.users == nullptr) return nullptr;
  return std::make_unique<RevocationReader>(notifications, identity, revocations,
                                            Options{.keep = identity.revocation_life});
}

void RevocationReader::Run() {
  bool failed = false;
  MutexLock lock(mutex_);
  while (!stop_) {
    lock.Unlock();
    const absl::StatusOr<bool> more = ReadOnce();
    if (!more.ok() && !failed) {
      Log(LogLevel::kWarning, "revocations_read_failed", {{"problem", more.status().message()}});
    }
    failed = !more.ok();
    lock.Lock();
    if (more.value_or(false)) continue;
    // Users' own tokens wait for the first reading.
    const absl::Duration pause =
        revocations_.complete() ? options_.pause : std::min(options_.pause, kFirstPause);
    const absl::Time next = SteadyNow() + pause;
    while (!stop_ && stopped_.WaitUntil(mutex_, next)) continue;
  }
}

absl::StatusOr<bool> RevocationReader::ReadOnce() {
  notifications::v1::ReadRequest request;
  request.set_topic(kSocketsTopic);
  request.set_limit(kReadEvents);
  if (position_) *request.mutable_after() = *position_;
  request.set_from_memory(true);
  grpc::ClientContext context;
  Propagate(identity_.ToCall(kReader, kReader, NotificationsService::service_full_name()),
            kReadLimit, context);
  notifications::v1::ReadResponse response;
  const absl::Status status = FromGrpc(stub_->Read(&context, request, &response));
  if (absl::IsOutOfRange(status)) {
    // The topic has a new epoch, or the next events are no longer kept. An event that is read
    // twice does no harm.
    position_.reset();
    return status;
  }
  if (!status.ok()) return status;
  for (const notifications::v1::Event& event : response.events()) Add(event);
  if (response.events_size() > 0) {
    position_ = response.events().rbegin()->position();
  } else if (!position_) {
    position_ = response.head();
  }
  // A part may be short because its events are large.
  const bool is_part =
      response.events_size() == kReadEvents || response.head().offset() > position_->offset();
  if (response.events_size() > 0 && is_part) return true;
  if (!revocations_.complete()) Log(LogLevel::kInfo, "revocations_read");
  revocations_.SetComplete();
  return false;
}

void RevocationReader::Add(const notifications::v1::Event& event) {
  channel::v1::SocketEvent socket_event;
  if (!event.event().UnpackTo(&socket_event) || !socket_event.has_revoke_tokens()) return;
  const channel::v1::RevokeTokens& order = socket_event.revoke_tokens();
  const absl::Time issued_before = ToTime(order.issued_before());
  revocations_.Add(order.user_id(), order.device_id(), issued_before, issued_before + options_.keep,
                   absl::Now());
}

}  // namespace lossy::base
