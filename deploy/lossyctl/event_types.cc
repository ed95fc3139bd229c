#include "deploy/lossyctl/event_types.h"

#include "lossy/agent/v1/agent.pb.h"
#include "lossy/channel/v1/socket.pb.h"
#include "lossy/notes/v1/notes.pb.h"
#include "lossy/video/v1/video.pb.h"

namespace lossy::lossyctl {

void LinkEventTypes() {
  agent::v1::SessionEvent::descriptor();
  channel::v1::SocketEvent::descriptor();
  notes::v1::NoteEvent::descriptor();
  video::v1::VideoEvent::descriptor();
}

}  // namespace lossy::lossyctl
