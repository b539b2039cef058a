/** To be imported first: the modules of this spec may call receivers on this machine. */
process.env.REGULARS_WEBHOOK_NETWORKS = '127.0.0.1/32';
