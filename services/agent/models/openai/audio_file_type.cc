#include "services/agent/models/openai/audio_file_type.h"

#include "services/agent/models/media/container.h"

namespace lossy::agent {

AudioFileType AudioFileTypeOf(absl::string_view audio) {
  const char* demuxer = DemuxerFor(audio);
  const absl::string_view kind = demuxer == nullptr ? "" : demuxer;
  if (kind == "ogg") return {"audio.ogg", "audio/ogg"};
  if (kind == "wav") return {"audio.wav", "audio/wav"};
  if (kind == "mov") return {"audio.mp4", "audio/mp4"};
  if (kind == "mp3") return {"audio.mp3", "audio/mpeg"};
  return {"audio.webm", "audio/webm"};
}

}  // namespace lossy::agent
