#pragma once

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/agent/storage/session_store.h"

namespace lossy::agent {

// SessionRecord gives access to the stored state of one session: it calls SessionStore with the
// session's key. Cheap to copy. The store must outlive the object. Errors: those of SessionStore.
// Thread-safe.
class SessionRecord {
 public:
  SessionRecord(SessionStore& store, std::string user_id, std::string session_id)
      : store_(&store), user_id_(std::move(user_id)), session_id_(std::move(session_id)) {}

  const std::string& user_id() const { return user_id_; }
  const std::string& session_id() const { return session_id_; }

  absl::Status SetContext(const VideoContext& context) const {
    return store_->SetContext(user_id_, session_id_, context);
  }
  absl::Status SetFrame(std::string frame) const {
    return store_->SetFrame(user_id_, session_id_, std::move(frame));
  }
  absl::Status SetVoice(std::string voice) const {
    return store_->SetVoice(user_id_, session_id_, std::move(voice));
  }
  absl::StatusOr<int> CountNotes() const { return store_->CountNotes(user_id_, session_id_); }

  absl::StatusOr<Appended> Append(const std::string& request_id, const std::string& piece,
                                  const AudioPosition& position) const {
    return store_->Append(user_id_, session_id_, request_id, piece, position);
  }
  absl::StatusOr<bool> FinishRecording(const std::string& request_id) const {
    return store_->FinishRecording(user_id_, session_id_, request_id);
  }

 private:
  SessionStore* store_;  // Not null. A pointer, so that records can be assigned.
  std::string user_id_;
  std::string session_id_;
};

}  // namespace lossy::agent
