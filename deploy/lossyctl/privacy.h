#pragma once

#include <string>

#include "absl/status/status.h"

namespace lossy::lossyctl {

// The command "user export": writes all stored data of the user to the folder --out, as
// <service>/<table>.json, an array of rows, and agent/recordings/<recording>.<type>. Returns
// InvalidArgument without --out, and FailedPrecondition if the folder exists.
absl::Status ExportUser(const std::string& user_id);

// The command "user erase": erases all stored data of the user. Blocks until every service has done
// so, or for --wait_seconds; then returns UNAVAILABLE while the services continue.
absl::Status EraseUser(const std::string& user_id);

// The commands "video delete" and "recording delete" for the user --user. DeleteVideo also deletes
// the notes of the video, and the transcripts and recordings behind them. DeleteRecording also
// deletes the words that were recognised in the recording.
absl::Status DeleteVideo(const std::string& video_id);
absl::Status DeleteRecording(const std::string& recording_id);

}  // namespace lossy::lossyctl
