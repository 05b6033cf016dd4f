import { messagingService } from './messaging-service.ts';
import { runProvider } from './run-provider.ts';

await runProvider(messagingService);
